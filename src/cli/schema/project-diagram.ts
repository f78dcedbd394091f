import { leftOver } from "../../autodetector/left-over.js";
import { replay } from "../../migration/state.js";
import type { CommandContext } from "../command.js";
import { withProject } from "../project-state.js";
import { readConfig } from "../read-config.js";
import { type Diagram, diagramOf } from "../render/diagram/diagram.js";
import { readSchema } from "./schema-input.js";

/**
 * What the schema files say, and with `from` what is different from where that migration leads.
 *
 * @throws GraphError GRAPH_UNKNOWN_TARGET when there is no such migration.
 */
export async function projectDiagram(
  context: CommandContext,
  from: string | undefined,
): Promise<Diagram> {
  if (from === undefined) {
    const { schema, notices } = await readSchema(context, await readConfig(context));
    context.console.notices(notices);
    return diagramOf(schema);
  }
  return await withProject(context, async ({ config, graph }) => {
    const past = graph.forwardPlan([], { to: from });
    const names = new Set(past.map(({ name }) => name));
    const steps = graph.order
      .filter(({ name }) => !names.has(name))
      .map(({ name, operations }) => ({
        migration: name,
        operations: operations.map((one) => one.describe()),
      }));
    const { schema, notices } = await readSchema(context, config);
    context.console.notices(notices);
    const differences = leftOver(replay(past), schema);
    return diagramOf(schema, { from: graph.resolveName(from), differences, steps });
  });
}
