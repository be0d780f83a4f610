// A page that threw while drawing: it says so in place, and the rest of the window goes on.
import { Component, type ReactNode } from 'react';
import { ErrorState } from './ErrorState.js';

interface Props {
  /** Changes with the page; a new page is tried afresh. */
  readonly page: string;
  readonly children: ReactNode;
}
interface State {
  readonly error: Error | undefined;
  readonly page: string;
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined, page: this.props.page };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.page === state.page ? null : { page: props.page, error: undefined };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    const failure = { code: 'internal', message: `This page failed while it was drawn: ${error.message}`, details: { stack: error.stack ?? '' } };
    return (
      <div className="page">
        <h1 className="sr">This page cannot be shown</h1>
        <ErrorState what="This page cannot be shown" error={failure} onRetry={() => this.setState({ error: undefined })} />
      </div>
    );
  }
}
