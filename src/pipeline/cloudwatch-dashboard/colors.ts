/** What a colour of the body means: the terminal has roles, not colours. */
import type { Role } from '../../terminal/row.ts';

/** CloudWatch's own red, orange and green mean on a dashboard what they mean here. */
export const meaningOf = (color: string | undefined): Role | undefined => {
  switch (color?.toLowerCase()) {
    case '#d62728':
    case '#d13212':
    case '#fe6e73':
      return 'bad';
    case '#ff7f0e':
    case '#f89256':
      return 'warn';
    case '#2ca02c':
    case '#69ae34':
      return 'ok';
    default:
      return undefined;
  }
};
