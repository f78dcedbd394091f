import { withUnique } from "../schema/with-constraint.js";
import { addsConstraint, type ConstraintData } from "./constraint-operation.js";
import { type UniqueData, uniqueFromData, uniqueSchema, uniqueToData } from "./table-data.js";

/** What an author gives to `AddUnique`; the name is `uq_<table>_<fields>` if not given. */
export type AddUniqueData = ConstraintData<UniqueData>;

/** Lets no two rows of a table be alike in one or several fields. */
export const addUniqueType = addsConstraint({
  kind: "add_unique",
  className: "AddUnique",
  what: "unique constraint",
  given: uniqueSchema,
  make: uniqueFromData,
  write: uniqueToData,
  mutate: withUnique,
});
