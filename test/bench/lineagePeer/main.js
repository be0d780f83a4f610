// The peer of the lineage bench: React Flow as it comes, with 60 plain nodes and the edges between them.
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { ReactFlow } from 'reactflow';
import 'reactflow/dist/style.css';

const COLUMNS = 6;
const nodes = Array.from({ length: 60 }, (_, index) => ({ id: String(index), position: { x: (index % COLUMNS) * 220, y: Math.floor(index / COLUMNS) * 90 }, data: { label: `node ${index}` } }));
const edges = nodes.slice(1).map((node, index) => ({ id: `e${index}`, source: String(index), target: node.id }));

createRoot(document.getElementById('root')).render(createElement(ReactFlow, { defaultNodes: nodes, defaultEdges: edges, fitView: true }));
