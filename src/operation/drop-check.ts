import { withoutCheck } from "../schema/with-constraint.js";
import { type ConstraintData, dropsConstraint } from "./constraint-operation.js";

/** What an author gives to `DropCheck`: the name of the check. */
export type DropCheckData = ConstraintData<string>;

/** Drops a check; `down` makes it again as it was. */
export const dropCheckType = dropsConstraint({
  kind: "drop_check",
  className: "DropCheck",
  what: "check",
  mutate: withoutCheck,
});
