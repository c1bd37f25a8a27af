(narrow) => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=slider], [role=option]:not(path), [role=menuitem]";
  // These lie over the rest of the page on purpose, each on its own ground.
  const LAYERS = "dialog[open], .blocklyFlyout, .blocklyWidgetDiv, .blocklyDropDownDiv, .blocklyTooltipDiv, .blocklyToast, .toast, .skip, .stale, .chosen-bar, .blocklyBubbleCanvas";
  const wrong = [];
  const words = (element) => `<${element.tagName.toLowerCase()}${element.id ? ` #${element.id}` : ""} ${String(element.className?.baseVal ?? element.className).slice(0, 40)}> “${(element.getAttribute("aria-label") || element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 50)}”`;
  const style = (element) => getComputedStyle(element);
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) && style(element).clipPath !== "inset(50%)" && !element.closest("[inert], .hidden, .visually-hidden, .blocklyComputeCanvas, .blocklyHiddenForAria");
  const modal = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;

  /** The part of a rectangle that nothing around cuts off; `cut` tells what does, other than by scrolling. */
  const clip = (element, rect, isControl) => {
    let { left, top, right, bottom } = rect;
    let cut = null;
    let scrolls = false;
    for (let around = isControl ? element.parentElement : element; around && around !== document.documentElement; around = around.parentElement) {
      const { overflowX, overflowY, position } = style(around);
      const box = around.getBoundingClientRect();
      const isSvg = around instanceof SVGSVGElement;
      if (overflowX !== "visible" || isSvg) {
        const rolls = overflowX === "auto" || overflowX === "scroll" || isSvg;
        if (!scrolls && !rolls && (right > box.right + 2 || left < box.left - 2)) cut = around;
        scrolls ||= rolls;
        left = Math.max(left, box.left);
        right = Math.min(right, box.right);
      }
      if (overflowY !== "visible" || isSvg) {
        top = Math.max(top, box.top);
        bottom = Math.min(bottom, box.bottom);
      }
      if (position === "fixed") break;
    }
    return { rect: { left, top, right, bottom }, cut, scrolls };
  };
  const some = ({ left, top, right, bottom }) => right - left > 2 && bottom - top > 2;
  const layer = (element) => {
    for (let around = element; around; around = around.parentElement) {
      if (around.matches(LAYERS) || ["fixed", "sticky"].includes(style(around).position)) return around;
    }
    return document.body;
  };

  const seen = [];
  for (const element of modal.querySelectorAll("*")) {
    if (element.closest(".cm-content, .cm-gutters") || !shown(element)) continue;
    const isControl = element.matches(CONTROLS) && !element.matches(".blocklyZoom"); // whose box is that of what is cut off of its picture
    const texts = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
    const rects = isControl ? [...element.getClientRects()] : [];
    if (!isControl && texts.length && !element.closest("option")) {
      for (const text of texts) {
        const range = document.createRange();
        range.selectNodeContents(text);
        rects.push(...range.getClientRects());
      }
    }
    const { textOverflow, overflowX, webkitLineClamp } = style(element);
    if (texts.length && textOverflow !== "ellipsis" && webkitLineClamp === "none" && overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1) wrong.push(`cut: ${words(element)}`);
    // the upper and lower edge of a value's bubble can't be seen, it is there for fingers
    const unseen = element.matches(".bubble") ? element.clientTop : 0;
    for (const { left, top, right, bottom } of rects) {
      const { rect, cut, scrolls } = clip(element, { left, top: top + unseen, right, bottom: bottom - unseen }, isControl);
      if (!some(rect)) continue;
      const spared = cut && (style(cut).textOverflow === "ellipsis" || style(cut).webkitLineClamp !== "none" || cut.closest(".picture"));
      if (cut && !spared && !isControl) wrong.push(`cut off by ${words(cut).slice(0, 60)}: ${words(element)}`);
      if (!scrolls && (rect.right > innerWidth + 1 || rect.left < -1)) wrong.push(`beyond the edge of the screen: ${words(element)}`);
      seen.push({ element, rect, layer: layer(element), isControl });
    }
    if (isControl) {
      const named = element.getAttribute("aria-label") || element.getAttribute("aria-labelledby") || element.labels?.length || element.textContent.trim() || element.title || element.value;
      if (!named && element.getAttribute("aria-hidden") !== "true") wrong.push(`no name: ${element.outerHTML.slice(0, 120)}`);
      const low = narrow && element.matches("button, input:not([type=radio], [type=checkbox], [type=range]), summary, select") && element.getBoundingClientRect().height < 43.5;
      if (low && !element.closest(".blocklyToolbox, .blocklyWidgetDiv, .blocklyToast")) wrong.push(`lower than a finger: ${words(element)}`);
    }
  }
  const nested = (one, other) => one.contains(other) || other.contains(one) || (one.closest("label") !== null && one.closest("label") === other.closest("label"));
  for (const [at, one] of seen.entries()) {
    for (const other of seen.slice(at + 1)) {
      if (one.layer !== other.layer || one.element === other.element || nested(one.element, other.element)) continue;
      const both = {
        left: Math.max(one.rect.left, other.rect.left),
        top: Math.max(one.rect.top, other.rect.top),
        right: Math.min(one.rect.right, other.rect.right),
        bottom: Math.min(one.rect.bottom, other.rect.bottom),
      };
      if (both.right - both.left > 3 && both.bottom - both.top > 4) wrong.push(`overlap: ${words(one.element)} and ${words(other.element)}`);
    }
  }
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) wrong.push(`the page is ${wide} px wide on a screen of ${innerWidth}`);
  return [...new Set(wrong)].slice(0, 12);
}
