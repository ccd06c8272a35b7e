/** The series of an alarm that watches many, in words. */

/** `QueueName=payments`. */
export const attributesText = (attributes: Readonly<Record<string, string>>): string =>
  Object.entries(attributes)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
