export const alarms = async (): Promise<number> => 0;
