export const PROJECT = { "mm.config.yaml": "database: { type: sqlite }\n" };

/** Two tables, one of which refers to the other and to itself. */
export const BLOG = `tables:
  - name: people
    comment: Everybody who writes
    fields:
      - { name: id, type: serial, primary_key: true }
      - { name: mail, type: varchar, length: 120, nullable: false }
      - { name: joined, type: timestamp }
    indexes:
      - { name: people_mail, fields: [mail], unique: true }
  - name: posts
    fields:
      - { name: id, type: serial, primary_key: true }
      - { name: author_id, type: foreign_key, nullable: false, foreign_key: { table: people, on_delete: cascade } }
      - { name: parent_id, type: foreign_key, foreign_key: { table: posts, on_delete: set_null } }
      - { name: title, type: text, default: "untitled" }
`;

const code = "pwned=1";

/** Names, comments and defaults that want to be more than text. */
export const EVIL = `tables:
  - name: ${JSON.stringify(`<script>${code}</script>`)}
    comment: ${JSON.stringify(`</p><img src=x onerror="${code}"> [x](javascript:${code})\u0007`)}
    fields:
      - { name: ${JSON.stringify(`"><img src=x onerror='${code}'>`)}, type: serial, primary_key: true }
      - { name: "a | b", type: text, default: ${JSON.stringify(`</code></script><script>${code}//`)} }
      - { name: "\`;${code};\${${code}}", type: text, comment: ${JSON.stringify("```\n\n### owned\n<iframe srcdoc=x>")} }
  - name: ${JSON.stringify(`x" onload="${code}" class="`)}
    fields:
      - { name: id, native: ${JSON.stringify(`<b onmouseover=${code}>`)} }
      - { name: ref, type: foreign_key, foreign_key: { table: ${JSON.stringify(`<script>${code}</script>`)} } }
    checks:
      - { name: "c]]><script>", expression: ${JSON.stringify(`1 < 2 </style><script>${code}</script>`)} }
`;
