import type { UnreadMigration } from "../migration/unread-migration.js";
import { Checksums } from "./checksum.js";
import { identityOf } from "./file-rules.js";
import { type FolderLimits, readFolder } from "./folder.js";

/**
 * The migrations of a folder, none of them evaluated. undefined when there is anything about the
 * folder that {@link loadRegistry} should tell.
 */
export function unreadMigrations(
  directory: string,
  limits: Partial<FolderLimits> = {},
): readonly UnreadMigration[] | undefined {
  try {
    const folder = readFolder(directory, limits);
    if (folder.problems.size > 0) return undefined;
    const checksums = new Checksums(folder.files);
    return folder.migrations.map((file) => ({
      name: identityOf(file),
      checksum: checksums.of(file),
    }));
  } catch {
    // Whoever loads the folder meets the same, and explains it.
    return undefined;
  }
}
