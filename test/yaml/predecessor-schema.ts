/** A schema file of the predecessor's with every key that its format has. */
export const predecessorSchema = `# every key
database:
  name: shop
  version: 1.0.0
  migration_version: 0.1.0
defaults:
  postgresql:
    now: CURRENT_TIMESTAMP
    new_uuid: gen_random_uuid()
    blank: "''"
  mysql:
    now: CURRENT_TIMESTAMP
  sqlite:
    now: CURRENT_TIMESTAMP
  sqlserver:
    now: GETDATE()
type_mappings:
  postgresql:
    float: DOUBLE PRECISION
    decimal: NUMERIC({{.Precision}},{{.Scale}})
  clickhouse:
    varchar: String
tables:
  - name: users
    fields:
      - name: id
        type: serial
        primary_key: true
      - name: email
        type: VARCHAR
        length: 255
        nullable: false
        default: ""
      - name: token
        type: uuid
        default: new_uuid
      - name: active
        type: boolean
        default: true
        nullable: false
      - name: rating
        type: decimal
        precision: 8
        scale: 2
        default: 0
      - name: bio
        type: text
      - name: visits
        type: bigint
        default: "0"
      - name: weight
        type: float
      - name: born
        type: date
      - name: alarm
        type: time
      - name: tags
        type: text[]
      - name: meta
        type: json
      - name: extra
        type: jsonb
      - name: picture
        type: bytes
      - name: created
        type: timestamp
        auto_create: true
      - name: updated
        type: timestamp
        auto_update: true
        default:
    indexes:
      - name: users_email
        fields: [email]
        unique: true
        method: btree
        where: email <> ''
        from_fk: false
  - name: posts
    fields:
      - name: id
        type: uuid
        primary_key: true
        default: new_uuid
      - name: user_id
        type: foreign_key
        nullable: false
        foreign_key:
          table: users
          on_delete: CASCADE
          on_update: RESTRICT
      - name: labels
        type: many_to_many
        many_to_many:
          table: labels
    indexes:
      - name: posts_user
        fields: [user_id]
        foreign_key: user_id
  - name: labels
    fields:
      - name: id
        type: serial
        primary_key: true
      - name: word
        type: varchar
        length: 40
        nullable: false
      - name: count
        type: integer
`;
