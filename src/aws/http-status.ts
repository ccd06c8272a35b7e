/** What an HTTP status tells where no error of AWS's stands in the answer. */
import { badQuestion, type Meaning, noAws, notFound, slow, throttled, unwell } from './meanings.ts';

/** The meaning of an error and the name under which it is shown. */
export type Judged = { readonly code: string; readonly meaning: Meaning };

/** What a status alone tells, of an answer without a name: AWS names its errors, so it is mostly somebody between. */
export const byStatus = (status: number | undefined): Meaning => {
  if (status === undefined) return unwell;
  if (status >= 300 && status < 400) {
    return {
      kind: 'network',
      says: `the answer leads elsewhere (HTTP ${status}): a sign-in page of the network, or a proxy`,
      hint: 'Sign in to the network in a browser, then check --endpoint-url and the proxy.',
      isLasting: true,
    };
  }
  switch (status) {
    case 401:
    case 403:
      return {
        kind: 'access',
        says: `{op} was refused without a reason (HTTP ${status}): a proxy, a firewall or a VPC endpoint?`,
        hint: 'Check the proxy and --endpoint-url, then the policy: orders-watch iam-policy prints it.',
      };
    case 404:
      return notFound;
    case 407:
      return {
        kind: 'access',
        says: 'the proxy wants a name and a password (HTTP 407)',
        hint: 'Put them in HTTPS_PROXY=http://NAME:PASSWORD@HOST:PORT.',
      };
    case 408:
      return slow;
    case 429:
      return throttled;
    case 511:
      return {
        kind: 'network',
        says: 'the network wants a sign-in (HTTP 511)',
        hint: 'Sign in to the network in a browser.',
        isLasting: true,
      };
    default:
      return status >= 400 && status < 500 ? badQuestion : unwell;
  }
};

/** A page or a text in the place of JSON: who answers is not AWS, or breaks down. */
export const pageOf = (status: number): Judged => {
  const code = `HTTP${status}`;
  if (status >= 500 && status !== 511) {
    return { code, meaning: { ...unwell, says: `the service broke down (HTTP ${status})` } };
  }
  if (status === 401 || status === 403) {
    const says = `a page that is not AWS's refuses {op} (HTTP ${status}): a proxy or a firewall`;
    return {
      code,
      // Of a proxy and not of AWS: it may heal, and what follows goes on following.
      meaning: { kind: 'network', says, hint: 'Check HTTPS_PROXY, NO_PROXY and --endpoint-url.' },
    };
  }
  const meaning = byStatus(status);
  // AWS says what is not there by name: a page that does is of a box in between, and waits for nothing that somebody would have to make.
  const isOfBox = meaning === badQuestion || meaning === notFound;
  return isOfBox ? { code: 'SyntaxError', meaning: noAws } : { code, meaning };
};
