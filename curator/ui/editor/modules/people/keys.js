/** Keys of the people of a photo, for the table in ../keys.js. */

/** @type {[string, import("../keys.js").Shortcut[]]} */
export const PEOPLE = [
  "People",
  [
    { id: "person.next", keys: "`", what: "Next person", action: (e) => e.people.step(1) },
    { id: "person.previous", keys: "~", what: "The person before", action: (e) => e.people.step(-1) },
    { id: "person.add", keys: "Insert", what: "Add a person", action: (e) => e.people.begin() },
    { id: "person.merge", keys: "&", what: "Merge with another", action: (e) => e.people.beginMerge() },
    { id: "person.remove", keys: "Delete", what: "Remove this person", action: (e) => e.people.remove() },
    { id: "person.restore", keys: "Shift Delete", what: "Bring back the last", action: (e) => e.people.restore() },
  ],
];
