import { withoutUnique } from "../schema/with-constraint.js";
import { type ConstraintData, dropsConstraint } from "./constraint-operation.js";

/** What an author gives to `DropUnique`: the name of the unique constraint. */
export type DropUniqueData = ConstraintData<string>;

/** Drops a unique constraint; `down` makes it again as it was. */
export const dropUniqueType = dropsConstraint({
  kind: "drop_unique",
  className: "DropUnique",
  what: "unique constraint",
  mutate: withoutUnique,
});
