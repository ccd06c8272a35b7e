/** A step of what the SDK does with a call: its middleware wraps one around the next. */
export type Handler<Call, Result> = (call: Call) => Promise<Result>;
