/**
 * Labels of a set of series. CloudWatch fills in what it alone knows of each (`${PROP('Dim.QueueName')}`, `${LABEL}`);
 * what follows from points (`${MAX}`) is filled in where they are drawn: over the window that is seen, not over the one that
 * was asked for, and so that a series keeps its name from one poll to the next. Source: "Use dynamic labels" in the user guide.
 */
const filledByAws = /^\$\{(?:PROP\(.*\)|LABEL)\}$/;

/** The label to send: what CloudWatch is not to fill in has another sign in it. */
export const sentLabel = (label: string): string =>
  label.replace(/\$\{[^}]*\}/g, (part) => (filledByAws.test(part) ? part : `{{${part.slice(2, -1)}}}`));

/** A label that came back, with what is still to be filled in as its owner wrote it. */
export const receivedLabel = (received: string, sent: string | undefined): string => {
  if (sent === undefined) return received;
  const parts = sent.match(/\$\{[^}]*\}/g) ?? [];
  return parts.reduce(
    (text, part) => (filledByAws.test(part) ? text : text.replaceAll(`{{${part.slice(2, -1)}}}`, part)),
    received,
  );
};
