import type { Table } from "../../schema/table.js";
import type { TableChange } from "../schema-change.js";
import type { Statement } from "../statement.js";
import { MysqlColumnEditor } from "./mysql-column-editor.js";
import { standingOn, withoutNaming } from "./mysql-dependents.js";

/** Renames, and what must go out of their way. */
export class MysqlRenameEditor extends MysqlColumnEditor {
  /**
   * MySQL refuses to rename a column that a check or a generated column names: they go, with all
   * that stands on them, and come back.
   */
  override renameField(
    change: TableChange,
    oldName: string,
    newName: string,
  ): readonly Statement[] {
    const { before, from, to, after } = change;
    return [
      ...this.knownDependents({ table: from, schema: before }, oldName),
      ...this.loseStatements({ ...change, to: withoutNaming(from, oldName) }),
      ...standingOn(from, oldName)
        .toReversed()
        .map((field) => this.dropColumnStatement(from, field)),
      ...super.renameField(change, oldName, newName),
      ...standingOn(to, newName).map((field) =>
        this.addColumnStatement(field, this.place(to, after)),
      ),
      ...this.gainStatements({ ...change, from: withoutNaming(to, newName) }),
    ];
  }

  /** The namespace is part of the name here, so the new one has it, too. */
  protected override renameTableStatement(from: Table, to: Table): Statement {
    return this.make({
      sql: `ALTER TABLE ${this.tableName(from)} RENAME TO ${this.tableName(to)}`,
      fact: { kind: "table", table: to, exists: true },
    });
  }
}
