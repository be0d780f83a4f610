// reports.*: each call of the contract and what answers it.
import { os } from '../context.js';
import { createReport, editReport, getReport, listReports, reportHistory, rollBackReport } from './reports.js';

const { reports } = os;

export const reportsCommands = {
  list: reports.list.handler(({ input, context: { engine } }) => listReports(engine, input)),
  get: reports.get.handler(({ input, context: { engine } }) => getReport(engine, input)),
  create: reports.create.handler(({ input, context: { engine } }) => createReport(engine, input)),
  edit: reports.edit.handler(({ input, context: { engine } }) => editReport(engine, input)),
  history: reports.history.handler(({ input, context: { engine } }) => reportHistory(engine, input)),
  rollBack: reports.rollBack.handler(({ input, context: { engine } }) => rollBackReport(engine, input)),
};
