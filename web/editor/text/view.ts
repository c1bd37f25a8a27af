/** The flow as text: colours, completion, findings underlined, the line of the chosen block marked.
 *
 * It lives in a shadow root, where the editor's own styles are adopted sheets and need no leave of the page's policy.
 */

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentService, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { EditorState, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers, type DecorationSet } from "@codemirror/view";
import type { Palette } from "../blocks/palette.js";
import type { PlacedFinding } from "../desk/shapes.js";
import { completion } from "./complete.js";
import { looks, theme } from "./look.js";
import { t } from "../words.js";

/** What CodeMirror says, by its English. */
const PHRASES = { Completions: t("Completions"), "Control character": t("Control character"), "Selection deleted": t("Selection deleted") };

export interface TextHooks {
  typed(text: string): void;
  /** The cursor stands on this line now. */
  at(line: number): void;
}

type Mark = "here" | "now" | "wrong";

const setMark = StateEffect.define<{ mark: Mark; line: number | null }>();
const marks = StateField.define<Record<Mark, number | null>>({
  create: () => ({ here: null, now: null, wrong: null }),
  update: (value, transaction) =>
    transaction.effects.reduce((now, effect) => (effect.is(setMark) ? { ...now, [effect.value.mark]: effect.value.line } : now), value),
  provide: (field) => EditorView.decorations.from(field, (lines) => (view: EditorView) => decorated(view.state.doc, lines)),
});

function decorated(doc: Text, lines: Record<Mark, number | null>): DecorationSet {
  const found = (Object.entries(lines) as [Mark, number | null][]).flatMap(([mark, line]) => {
    return line !== null && line >= 1 && line <= doc.lines ? [Decoration.line({ class: `mark-${mark}` }).range(doc.line(line).from)] : [];
  });
  return Decoration.set(found, true);
}

export class TextView {
  private readonly editor: EditorView;
  private readonly lineEnd: string;
  private showing = false;

  constructor(host: HTMLElement, text: string, palette: Palette, private readonly hooks: TextHooks) {
    this.lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    this.editor = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: text.replaceAll("\r\n", "\n"),
        extensions: [
          lineNumbers(),
          lintGutter(),
          drawSelection(),
          highlightActiveLine(),
          bracketMatching(),
          closeBrackets(),
          indentUnit.of("  "),
          indentService.of((context, at) => /^ */.exec(context.lineAt(at, -1).text)?.[0].length ?? 0),
          EditorState.tabSize.of(2),
          EditorState.phrases.of(PHRASES),
          yaml(),
          syntaxHighlighting(looks),
          theme,
          marks,
          autocompletion({ override: [completion(palette)], icons: false }),
          keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, indentWithTab]),
          EditorView.contentAttributes.of({ "aria-label": t("The flow as text"), "aria-description": t("Tab indents; Escape and then Tab leads out of the text."), spellcheck: "false", autocapitalize: "off" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !this.showing) hooks.typed(this.text());
            if ((update.selectionSet || update.docChanged) && !this.showing) this.follow();
          }),
        ],
      }),
    });
    this.editor.scrollDOM.tabIndex = 0;
  }

  private text(): string {
    return this.editor.state.doc.toString().replaceAll("\n", this.lineEnd);
  }

  /** Show another text: only what differs is exchanged, so that the cursor stays where it was. */
  show(text: string): void {
    const [old, now] = [this.editor.state.doc.toString(), text.replaceAll("\r\n", "\n")];
    if (old === now) return;
    let head = 0;
    while (head < Math.min(old.length, now.length) && old[head] === now[head]) head++;
    let tail = 0;
    while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
    this.showing = true;
    this.editor.dispatch({ changes: { from: head, to: old.length - tail, insert: now.slice(head, now.length - tail) } });
    this.showing = false;
  }

  findings(findings: PlacedFinding[]): void {
    const { doc } = this.editor.state;
    const diagnostics = findings.map((finding): Diagnostic => {
      const line = doc.line(Math.min(Math.max(finding.line, 1), doc.lines));
      const from = Math.min(line.from + Array.from(line.text).slice(0, Math.max(finding.column - 1, 0)).join("").length, line.to);
      const word = /^[^\s:,\]}]+/.exec(line.text.slice(from - line.from))?.[0].length ?? 0;
      const message = finding.mend ? `${finding.message}\n${t("Mend:")} ${finding.mend}` : finding.message;
      return { from, to: Math.max(from + word, Math.min(from + 1, line.to)), severity: finding.severity === "warning" ? "warning" : "error", message };
    });
    this.editor.dispatch(setDiagnostics(this.editor.state, diagnostics));
  }

  mark(mark: Mark, line: number | null): void {
    this.editor.dispatch({ effects: setMark.of({ mark, line }) });
  }

  /** Mark the line of the chosen block, and bring it into view. */
  here(line: number | null): void {
    this.mark("here", line);
    if (line !== null && !this.editor.hasFocus) this.reveal(line, false);
  }

  reveal(line: number, focus = true): void {
    const { doc } = this.editor.state;
    const place = doc.line(Math.min(Math.max(line, 1), doc.lines)).from;
    this.showing = !focus;
    this.editor.dispatch({ ...(focus && { selection: { anchor: place } }), effects: EditorView.scrollIntoView(place, { y: "center" }) });
    this.showing = false;
    if (focus) this.editor.focus();
  }

  private follow(): void {
    const { state } = this.editor;
    this.hooks.at(state.doc.lineAt(state.selection.main.head).number);
  }
}
