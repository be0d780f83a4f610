// Where the page begins: fonts, styles, the engine's connection, and the window.
import './api/noEval.js';
import './theme/fonts.css';
import './theme/tokens.css';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './theme/base.css';
import './theme/mantine.css';
import './theme/shell.css';
import './theme/parts.css';
import './theme/prose.css';
import './theme/table.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { nativeBridge } from './api/bridge.js';
import { createEngineConnection } from './api/engine.js';
import { EngineProvider } from './api/EngineProvider.js';
import { App } from './App.js';
import { DataProvider } from './data/DataProvider.js';
import { cssVariablesResolver, theme } from './theme/mantine.js';

const bridge = nativeBridge();
const connection = createEngineConnection(bridge, window);
// Before anything is drawn: the engine's port comes meanwhile.
connection.start();
document.documentElement.dataset['platform'] = bridge.info.platform;

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <Notifications position="bottom-right" limit={1} autoClose={8_000} transitionDuration={0} />
      <EngineProvider connection={connection}>
        <DataProvider engine={connection}>
          <App />
        </DataProvider>
      </EngineProvider>
    </MantineProvider>
  </StrictMode>,
);
