/** A file of the report, by its name in the report's folder. */
export type ReportFile = { readonly name: string; readonly content: string };

/** The file that is read first. */
export const reportName = 'report.md';
