/** One step of the database's history. */
export type Migration = { id: number; name: string; sql: string };
