/** A proposal from the rectangle that the annotator dragged. */

/** Propose anew from the selected rectangle. @param {import("../editor.js").Editor} editor */
export async function proposeFromSelection(editor) {
  const box = editor.selection;
  if (!box || !editor.editable) return;
  const { queue } = editor;
  const here = editor.here();
  editor.select(null);
  await editor.busy("Separating the person from the background", async () => {
    queue.push({ kind: "rectangle", body: { ...box } });
    await queue.idle();
  });
  if (!here()) return;
  await editor.saving.reload();
  editor.choose("foreground");
  editor.emit("edited");
}
