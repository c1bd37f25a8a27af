/** What Blockly says of itself to screen readers, where it says what no element of its kind may. */

import * as Blockly from "blockly/core";

/** Lines of menus are never "selected". */
export function tidyMenus(): void {
  const { createDom } = Blockly.MenuItem.prototype;
  Blockly.MenuItem.prototype.createDom = function () {
    const element = createDom.call(this);
    if (element.getAttribute("role") === "menuitem") element.removeAttribute("aria-selected");
    return element;
  };
}

/** The blocks that the toolbox offers are options, whose words say all that is in them. */
export function tidyToolbox(workspace: Blockly.WorkspaceSvg): void {
  const flyout = workspace.getFlyout();
  if (!flyout) return;
  const show = flyout.show.bind(flyout);
  const canvas = flyout.getWorkspace().getCanvas();
  flyout.show = (contents) => {
    show(contents);
    void Blockly.renderManagement.finishQueuedRenders().then(() => {
      for (const option of canvas.querySelectorAll("[role=option]")) option.removeAttribute("aria-owns");
      for (const inside of canvas.querySelectorAll("[role=figure], [aria-label]:not([role=option])")) {
        for (const name of inside.getAttributeNames()) if (name.startsWith("aria-")) inside.removeAttribute(name);
        inside.setAttribute("role", "presentation");
      }
    });
  };
}
