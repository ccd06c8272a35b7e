import { Component, type ReactNode } from 'react';
import type { Row } from '../../src/terminal/row.ts';
import { failureRows, safeRows } from '../../src/terminal/safe-rows.ts';
import { Rows } from './rows.tsx';

type PanelBoundaryProps = {
  readonly width: number;
  readonly height: number;
  readonly children: ReactNode;
};

/**
 * Keeps a panel that throws from taking the others with it: it shows its error in its own place and is tried again with
 * the next frame. React knows error boundaries as classes only.
 */
export class PanelBoundary extends Component<PanelBoundaryProps, { readonly error: unknown }> {
  override state = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidUpdate(previous: PanelBoundaryProps) {
    if (this.state.error !== undefined && previous.children !== this.props.children) {
      this.setState({ error: undefined });
    }
  }

  override render() {
    const { width, height, children } = this.props;
    if (this.state.error === undefined) return children;
    return <Rows rows={failureRows(this.state.error, width, height)} width={width} height={height} />;
  }
}

type PanelProps = { readonly view: () => readonly Row[]; readonly width: number; readonly height: number };

/** A panel of rows that a pure function makes; an error in it stays in it. */
export const Panel = ({ view, width, height }: PanelProps): ReactNode => (
  <Rows rows={safeRows(view, width, height)} width={width} height={height} />
);
