import { Component, type ReactNode } from 'react';
import { failureRows } from '../../src/terminal/safe-rows.ts';
import { Rows } from './rows.tsx';

type PanelBoundaryProps = {
  readonly width: number;
  readonly height: number;
  readonly children: ReactNode;
};

/**
 * Keeps a screen that throws from taking the tool with it: it shows its error and is tried again with the next frame. A panel
 * of rows keeps its errors to itself by `safeRows`. React knows error boundaries as classes only.
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
    return <Rows rows={failureRows(this.state.error, width, height)} />;
  }
}
