/** The script of every page: it wakes up the parts that the page holds. */

import { wakeChange, wakeNew } from "./change.js";
import { wakeCompose } from "./compose.js";
import { pageData, showMoments } from "./data.js";
import { sentence } from "./calls.js";
import { askFirst, type First } from "./desk/first.js";
import { DeskMarks, LaterMarks } from "./desk/marks.js";
import { part, partIfAny, tell } from "./dom.js";
import { wakeImport } from "./import.js";
import { wakeGallery } from "./gallery.js";
import { wakeGoing } from "./going.js";
import { wakeRuns } from "./runs.js";
import { showInputs } from "./inputs.js";
import { wakeJoin } from "./join.js";
import { wakeLanguages, wakeLooks } from "./looks.js";
import { Outcome } from "./outcome.js";
import { wakePhones, type Phones } from "./phones.js";
import { Runner } from "./run.js";
import { wakeSearch } from "./search.js";
import { wakeShare } from "./share.js";
import { Lines, Trace } from "./trace.js";
import { wakeTray } from "./tray.js";
import { tree } from "./tree.js";
import { Recording, type Moment } from "./watch/recording.js";

const data = pageData();
const first = partIfAny("editor", HTMLElement) ? askFirst(data) : null;

showMoments(document);

const looks = partIfAny("look", HTMLSelectElement);
if (looks) wakeLooks(looks, part("contrast-style", HTMLLinkElement));

const languages = partIfAny("language", HTMLSelectElement);
if (languages) wakeLanguages(languages);

const newFlow = document.querySelector<HTMLFormElement>("[data-new-flow]");
if (newFlow) {
  wakeNew(newFlow, part("new-problem", HTMLElement));
  wakeImport(part("new-problem", HTMLElement));
  wakeGallery(part("new-problem", HTMLElement));
}

const searching = document.querySelector<HTMLFormElement>("[data-search]");
if (searching) wakeSearch(searching);

const tray = partIfAny("tray", HTMLElement);
if (tray) wakeTray(tray, data);

const composing = partIfAny("compose", HTMLFormElement);
if (composing) wakeCompose(composing, data.message ?? null);

const joining = partIfAny("join-form", HTMLFormElement);
if (joining) wakeJoin(joining);

if (partIfAny("run-form", HTMLFormElement)) {
  wakeGoing(part("going", HTMLElement), part("going-problem", HTMLElement), data.flow ?? "");
  const phones = wakePhones(data);
  showInputs(part("inputs", HTMLFieldSetElement), data.form ?? []);
  if (first) await wakeDesk(phones, first);
  else {
    new Runner(data, new Lines(), async () => "", new Recording());
    wakeChange(() => data.text ?? "");
    wakeShare(() => data.text ?? "");
  }
} else if (partIfAny("reference", HTMLElement)) {
  await (await import("./reference.js")).wakeReference(part("reference", HTMLElement));
} else if (partIfAny("runs", HTMLElement)) {
  wakeRuns(part("runs", HTMLElement), part("going-problem", HTMLElement));
} else if (data.end) {
  const outcome = new Outcome();
  outcome.print(data.lines ?? []);
  outcome.end(data.end);
  new Trace(data.steps ?? {}).add((data.events ?? []).filter((event) => event.kind !== "end"), 0);
  partIfAny("run-inputs", HTMLElement)?.append(tree(data.inputs ?? {}));
}
document.documentElement.dataset["script"] = "ready";

/** The editor is a file of its own, fetched where there is a flow to edit. What can be done without it needs not wait. */
async function wakeDesk(phones: Phones, first: First): Promise<void> {
  const marks = new LaterMarks();
  const recording = new Recording();
  const watch = import("./watch/watch.js");
  const desk = import("./desk/desk.js").then(({ Desk }) => Desk.open(data, first));
  const runner = new Runner(data, marks, async () => (await desk).readyToRun(), recording);
  wakeChange(
    async () => (await desk).currentText(),
    () => void desk.then(({ saving }) => saving.forget()),
  );
  wakeShare(async () => (await desk).currentText());
  try {
    const open = await desk;
    marks.use(new DeskMarks(open));
    const { Breaks, Tests, Watch, offerOnward } = await watch;
    const breaks = new Breaks(open, recording, () => runner.start(true));
    runner.points = () => breaks.points;
    new Tests(open, recording);
    const show = (moment: Moment | null) => {
      runner.show(moment);
      phones.show(moment);
    };
    const watching = new Watch(open, recording, show, data.unchanged === true);
    offerOnward(open, recording, () => watching.shown, (from) => runner.start(false, "", from));
    runner.runnable = open.doc.ok;
    open.doc.addEventListener("change", () => {
      runner.runnable = open.doc.ok;
      if (open.doc.whole) showInputs(part("inputs", HTMLFieldSetElement), open.doc.inputs);
    });
  } catch (thrown) {
    tell(part("editor-problem", HTMLElement), sentence(thrown));
  }
}
