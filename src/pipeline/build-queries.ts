/** From the `queries` of a pipeline file to queries with a name. */
import type { Built, Complaint } from './build-stage.ts';
import { found } from './found.ts';
import type { QueryEntry } from './pipeline-schema.ts';
import type { NamedQuery } from './queries/named-query.ts';
import { inQuotesHint, quotedPlaceholders } from './queries/query-text.ts';
import type { Stage } from './stage.ts';

/** Names must differ, and stages be there and have log groups. */
export const buildQueries = (
  entries: readonly QueryEntry[],
  stages: readonly Stage[],
): Built<readonly NamedQuery[]> => {
  const complaints: Complaint[] = [];
  const names = entries.map(({ name }) => name);
  const withLogs = stages.filter(({ logGroups }) => logGroups.length > 0).map(({ name }) => name);
  const queries = entries.map(
    ({ name, title = '', query, groups = [], stages: of = [] }, index): NamedQuery => {
      if (names.indexOf(name) !== index) {
        complaints.push({ path: [index, 'name'], message: `${found(name)} is there twice` });
      }
      of.forEach((stage, position) => {
        if (withLogs.includes(stage)) return;
        const message = `found ${found(stage)}, needs a stage with log groups: ${withLogs.join(', ')}`;
        complaints.push({ path: [index, 'stages', position], message });
      });
      const inQuotes = quotedPlaceholders(query).find(({ isWhole }) => isWhole);
      if (inQuotes !== undefined) {
        const message = `{${inQuotes.name}} stands in quotes, where it is text and no value. ${inQuotesHint(inQuotes.name)}`;
        complaints.push({ path: [index, 'query'], message });
      }
      return { name, title, query: query.trim(), of: [...groups, ...of] };
    },
  );
  return complaints.length === 0 ? { ok: true, value: queries } : { ok: false, complaints };
};
