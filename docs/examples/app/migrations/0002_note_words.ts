import * as m from "makemigrations";

m.register({
  name: "0002_note_words",
  dependencies: ["0001_initial"],
  operations: [
    new m.AddField({
      table: "notes",
      field: { name: "words", type: "integer", nullable: false, default: 0 },
    }),
  ],
});
