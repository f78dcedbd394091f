import { makeCheck } from "../schema/table.js";
import { withCheck } from "../schema/with-constraint.js";
import { addsConstraint, type ConstraintData } from "./constraint-operation.js";
import { type CheckData, checkSchema } from "./table-data.js";

/** What an author gives to `AddCheck`: a name, and SQL that holds for every row. */
export type AddCheckData = ConstraintData<CheckData>;

/** Holds the rows of a table to a check. */
export const addCheckType = addsConstraint({
  kind: "add_check",
  className: "AddCheck",
  what: "check",
  given: checkSchema,
  make: makeCheck,
  mutate: withCheck,
});
