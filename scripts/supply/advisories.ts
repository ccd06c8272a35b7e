/**
 * Asks a registry for the advisories of packages by the call that `npm audit` makes
 * (https://docs.npmjs.com/cli/v11/commands/npm-audit#bulk-advisory-endpoint): names with versions there, advisories by name back.
 */
import * as z from 'zod';

export type Advisory = {
  readonly name: string;
  /** The bundled ones: the registry answers for any of them. */
  readonly versions: readonly string[];
  readonly severity: string;
  readonly title: string;
  readonly url: string;
  /** A range as npm writes it. */
  readonly vulnerable: string;
};

/** `reason`: one line, for a person. */
export type Audit =
  | { readonly kind: 'answered'; readonly advisories: readonly Advisory[] }
  | { readonly kind: 'unanswered'; readonly reason: string };

const answerShape = z.record(
  z.string(),
  z.array(
    z.object({ severity: z.string(), title: z.string(), url: z.string(), vulnerable_versions: z.string() }),
  ),
);

const endpoint = '-/npm/v1/security/advisories/bulk';
const deadlineMs = 30_000;

const versionsByName = (packages: readonly { readonly name: string; readonly version: string }[]) => {
  const found = new Map<string, string[]>();
  for (const { name, version } of packages) found.set(name, [...(found.get(name) ?? []), version]);
  return found;
};

/** Never throws: a registry that cannot be asked, or answers in another shape, is `unanswered`. */
export const askAdvisories = async (
  registry: string,
  packages: readonly { readonly name: string; readonly version: string }[],
): Promise<Audit> => {
  const versions = versionsByName(packages);
  const unanswered = (why: string): Audit => ({ kind: 'unanswered', reason: `the registry ${why}` });
  try {
    const response = await fetch(new URL(endpoint, registry.replace(/\/*$/, '/')), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(versions)),
      signal: AbortSignal.timeout(deadlineMs),
    });
    if (!response.ok) return unanswered(`does not offer the advisories (HTTP ${response.status})`);
    const answer = answerShape.safeParse(JSON.parse(await response.text()));
    if (!answer.success) return unanswered('answered in another shape than npm audit reads');
    const advisories = [...versions].flatMap(([name, bundled]) =>
      (answer.data[name] ?? []).map(({ severity, title, url, vulnerable_versions: vulnerable }) => ({
        name,
        versions: bundled,
        severity,
        title,
        url,
        vulnerable,
      })),
    );
    return { kind: 'answered', advisories };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return unanswered(`could not be asked (${cause instanceof Error ? cause.message : String(cause)})`);
  }
};
