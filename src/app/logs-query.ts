export const logsQuery = async (_options: unknown, _runtime: unknown): Promise<number> => 1;
