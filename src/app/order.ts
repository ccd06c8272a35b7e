export const order = async (_options: unknown, _runtime: unknown): Promise<number> => 1;
