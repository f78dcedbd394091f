import { withExclusion } from "../schema/with-constraint.js";
import { addsConstraint, type ConstraintData } from "./constraint-operation.js";
import { type ExclusionData, exclusionSchema } from "./table-data.js";

/** What an author gives to `AddExclusion`: a name, and what stands behind `EXCLUDE`. */
export type AddExclusionData = ConstraintData<ExclusionData>;

/** Lets no two rows of a table clash by the operators of an `EXCLUDE`; PostgreSQL alone has it. */
export const addExclusionType = addsConstraint({
  kind: "add_exclusion",
  className: "AddExclusion",
  what: "exclusion",
  given: exclusionSchema,
  make: (exclusion) => Object.freeze(exclusion),
  mutate: withExclusion,
});
