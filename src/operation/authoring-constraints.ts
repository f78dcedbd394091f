import type { AddCheckData } from "./add-check.js";
import type { AddExclusionData } from "./add-exclusion.js";
import type { AddUniqueData } from "./add-unique.js";
import type { AlterPrimaryKeyData } from "./alter-primary-key.js";
import type { DropCheckData } from "./drop-check.js";
import type { DropExclusionData } from "./drop-exclusion.js";
import type { DropUniqueData } from "./drop-unique.js";
import { PlainOperation } from "./plain-operation.js";

/**
 * Holds the rows of a table to a check.
 *
 * @example
 * new m.AddCheck({
 *   table: "posts",
 *   constraint: { name: "ck_posts_title", expression: "title <> ''" },
 * })
 */
export class AddCheck extends PlainOperation<"add_check", AddCheckData> {
  readonly type = "add_check";
}

/**
 * Drops a check by its name.
 *
 * @example
 * new m.DropCheck({ table: "posts", constraint: "ck_posts_title" })
 */
export class DropCheck extends PlainOperation<"drop_check", DropCheckData> {
  readonly type = "drop_check";
}

/**
 * Lets no two rows be alike in one or several fields.
 *
 * @example
 * new m.AddUnique({ table: "posts", constraint: { fields: ["user_id", "slug"] } })
 */
export class AddUnique extends PlainOperation<"add_unique", AddUniqueData> {
  readonly type = "add_unique";
}

/**
 * Drops a unique constraint by its name.
 *
 * @example
 * new m.DropUnique({ table: "posts", constraint: "uq_posts_user_id_slug" })
 */
export class DropUnique extends PlainOperation<"drop_unique", DropUniqueData> {
  readonly type = "drop_unique";
}

/**
 * Adds an exclusion to a table that exists: no two rows clash by these operators. PostgreSQL alone.
 *
 * @example
 * new m.AddExclusion({
 *   table: "bookings",
 *   constraint: { name: "one_at_a_time", definition: "USING gist (room WITH =, during WITH &&)" },
 * })
 */
export class AddExclusion extends PlainOperation<"add_exclusion", AddExclusionData> {
  readonly type = "add_exclusion";
}

/**
 * Drops an exclusion by its name.
 *
 * @example
 * new m.DropExclusion({ table: "bookings", constraint: "one_at_a_time" })
 */
export class DropExclusion extends PlainOperation<"drop_exclusion", DropExclusionData> {
  readonly type = "drop_exclusion";
}

/**
 * Gives a table another primary key; `constraint: null` takes it away.
 *
 * @example
 * new m.AlterPrimaryKey({ table: "visits", constraint: { fields: ["day", "place"] } })
 */
export class AlterPrimaryKey extends PlainOperation<"alter_primary_key", AlterPrimaryKeyData> {
  readonly type = "alter_primary_key";
}
