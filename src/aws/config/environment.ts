export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is set to nothing is not set. */
export const setIn = (env: Environment, name: string): string | undefined => env[name] || undefined;

/** As the AWS CLI reads yes and no: `true` in any case, all else is no. */
export const isTrue = (text: string | undefined): boolean => text?.trim().toLowerCase() === 'true';
