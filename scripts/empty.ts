/** Stands in for optional packages that the bundle must not carry. */
export const initialize = (): void => {};
export const connectToDevTools = (): void => {};
