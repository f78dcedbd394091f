import { withoutExclusion } from "../schema/with-constraint.js";
import { type ConstraintData, dropsConstraint } from "./constraint-operation.js";

/** What an author gives to `DropExclusion`: the name of the exclusion. */
export type DropExclusionData = ConstraintData<string>;

/** Drops an exclusion; `down` makes it again as it was. */
export const dropExclusionType = dropsConstraint({
  kind: "drop_exclusion",
  className: "DropExclusion",
  what: "exclusion",
  mutate: withoutExclusion,
});
