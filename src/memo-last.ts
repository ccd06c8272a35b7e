/**
 * Keeps the last answer of a pure function as long as it is asked the same: what is made of a slice of the snapshot is made
 * anew when the slice is, not with every frame.
 */
export const memoLast = <Args extends readonly unknown[], Value>(
  make: (...args: Args) => Value,
): ((...args: Args) => Value) => {
  let last: { readonly args: Args; readonly value: Value } | undefined;
  return (...args) => {
    if (last === undefined || !args.every((arg, index) => arg === last?.args[index])) {
      last = { args, value: make(...args) };
    }
    return last.value;
  };
};
