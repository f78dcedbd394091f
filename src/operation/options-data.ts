import * as v from "valibot";
import { identifier } from "./validate.js";

/** Options of one database; the others leave them alone. */
export type OptionsData = Readonly<Record<string, string | number | boolean>>;

/** Checks them. */
export const optionsSchema = v.record(identifier, v.union([v.string(), v.number(), v.boolean()]));
