/** The matte refined by the trained network, which redraws the trimap: a step of the history. */

import { keymap } from "./keymap.js";

export class Refining {
  /** @param {import("../editor.js").Editor} editor @param {import("./matting.js").Matting} matting */
  constructor(editor, matting) {
    this.editor = editor;
    this.matting = matting;
  }

  /** Whether there is a matte to refine, and nothing in the way. */
  get possible() {
    const { editor, matting } = this;
    return editor.editable && !matting.running;
  }

  /** Refine the matte that is shown; meanwhile nobody draws, because the trimap will be another. */
  async run() {
    const { editor, matting } = this;
    if (!this.possible || editor.painting) return;
    await editor.busy("Refining the matte", () =>
      matting.work("refine", () => this.told, async (annotation) => {
        editor.queue.annotation = annotation;
        editor.setAnnotation(annotation);
        editor.emit("stored", { kind: "refine" });
        await this.redrawn();
        matting.show();
        if (!editor.showsMatte) editor.look("alpha");
        editor.say(`Refined: the FCN has redrawn the trimap. ${keymap.label("Undo leads back", "undo")}.`);
      }),
    );
  }

  /** Which matte, where none is in use; and the parameters of methods. */
  get told() {
    const { annotation, live } = this.editor;
    const method = annotation.has_alpha || !live.active ? null : live.method;
    return { method, settings: live.parameters.settings() };
  }

  /** The trimap was redrawn on the server: load it. */
  async redrawn() {
    const { editor } = this;
    const here = editor.here();
    await editor.saving.reload();
    if (here()) editor.emit("edited");
  }
}
