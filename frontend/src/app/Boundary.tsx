import { Component, type ReactNode } from 'react';
import { ErrorState } from '@/ui/states';

/** A screen that fails leaves a way on, not a white page. */
export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }
  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <main>
        <ErrorState error={this.state.error} onRetry={() => location.assign('/')} />
      </main>
    );
  }
}
