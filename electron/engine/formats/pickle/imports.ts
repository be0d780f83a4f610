// What importing a name and calling it can do, by lists of names known for good or ill. What is on neither is unknown.
import type { SafetyLevel } from '../types.js';

/** Modules of which any use runs programs, reads and writes files, talks to the network, or loads code. */
const DANGEROUS_MODULES = new Set([
  'os', 'nt', 'posix', 'posixpath', 'ntpath', 'subprocess', '_posixsubprocess', 'sys', 'socket', '_socket', 'ssl', 'shutil', 'pty', 'tty', 'commands', 'popen2', 'runpy',
  'webbrowser', 'ctypes', '_ctypes', 'cffi', 'importlib', 'imp', '_imp', 'pkgutil', 'zipimport', 'zipfile', 'tarfile', 'multiprocessing', 'threading', '_thread', 'signal',
  'code', 'codeop', 'bdb', 'pdb', 'timeit', 'cProfile', 'profile', 'trace', 'doctest', 'idlelib', 'lib2to3', 'distutils', 'setuptools', 'pip', 'ensurepip', 'venv',
  'asyncio', 'http', 'httplib', 'urllib', 'urllib2', 'urllib3', 'requests', 'aiohttp', 'httpx', 'ftplib', 'smtplib', 'poplib', 'imaplib', 'telnetlib', 'nntplib', 'xmlrpc',
  'socketserver', 'SocketServer', 'paramiko', 'pickle', '_pickle', 'cPickle', 'pickletools', 'marshal', 'shelve', 'dbm', 'cloudpickle', 'dill', 'tempfile', 'glob', 'fileinput',
  'linecache', 'compileall', 'py_compile', 'site', 'sysconfig', 'platform', 'gc', 'inspect', 'ast', 'dis', 'atexit', 'concurrent', 'sched', 'pexpect', 'winreg', '_winapi', 'msvcrt',
]);

/** `module.name`: dangerous though the module is not. */
const DANGEROUS_NAMES = new Set([
  ...['eval', 'exec', 'execfile', 'compile', 'open', 'file', '__import__', 'breakpoint', 'input', 'raw_input', 'apply', 'globals', 'locals', 'exit', 'quit', 'help'].flatMap((name) => [`builtins.${name}`, `__builtin__.${name}`]),
  'types.CodeType', 'types.FunctionType', 'types.ModuleType', 'io.open', 'io.FileIO', '_io.open', '_io.open_code', '_io.FileIO', 'pydoc.pipepager', 'pydoc.locate', 'pydoc.render_doc',
  'torch.load', 'torch.hub.load', 'torch.serialization.load', 'torch.jit.load', 'torch.utils.model_zoo.load_url', 'torch.utils._config_module.load_config', 'torch.fx.graph_module.reduce_graph_module',
  'torch._inductor.codecache.compile_file', 'torch.utils.cpp_extension.load', 'torch.utils.collect_env.run', 'torch.utils.bottleneck.__main__.run_cprofile', 'torch._dynamo.guards.GuardBuilder.get',
  'numpy.load', 'numpy.lib.npyio.load', 'numpy.testing._private.utils.runstring', 'numpy.testing.runstring', 'numpy.f2py.crackfortran.getlincoef', 'numpy.f2py.crackfortran._eval_length',
  'joblib.load', 'joblib.numpy_pickle.load', 'pandas.read_pickle', 'pandas.io.pickle.read_pickle', 'pandas.eval', 'keras.models.load_model', 'tensorflow.io.read_file', 'tensorflow.io.write_file',
  'logging.config.fileConfig', 'logging.config.dictConfig', 'logging.config.listen', 'ssl.get_server_certificate', 'uuid._get_command_stdout',
]);

/** Steps by which other things are reached; honest files of some libraries use them too. */
const SUSPICIOUS_NAMES = new Set([
  ...['getattr', 'setattr', 'delattr', 'vars', 'dir', 'map', 'filter', 'type', 'memoryview', 'print', 'super'].flatMap((name) => [`builtins.${name}`, `__builtin__.${name}`]),
  'operator.attrgetter', 'operator.itemgetter', 'operator.methodcaller', 'operator.call', '_operator.attrgetter', '_operator.itemgetter', '_operator.methodcaller', '_operator.call',
  'functools.partial', 'functools.reduce', 'functools.partialmethod', '_functools.partial', '_functools.reduce', 'torch.storage._load_from_bytes', 'weakref.ref', 'codecs.open', 'codecs.decode',
  'builtins.classmethod', 'builtins.staticmethod', 'builtins.property', 'itertools.starmap', 'types.MethodType',
]);

const CLEAN_NAMES = new Set([
  ...['set', 'frozenset', 'list', 'dict', 'tuple', 'int', 'long', 'float', 'complex', 'bool', 'str', 'unicode', 'bytes', 'bytearray', 'slice', 'range', 'xrange', 'object', 'Ellipsis', 'NotImplemented'].flatMap((name) => [`builtins.${name}`, `__builtin__.${name}`]),
  'collections.OrderedDict', 'collections.defaultdict', 'collections.Counter', 'collections.deque', 'copyreg._reconstructor', 'copy_reg._reconstructor', 'copyreg.__newobj__', 'copyreg.__newobj_ex__', '_codecs.encode',
  'datetime.datetime', 'datetime.date', 'datetime.time', 'datetime.timedelta', 'datetime.timezone', 'decimal.Decimal', 'fractions.Fraction', 'uuid.UUID', 'argparse.Namespace',
  'pathlib.PosixPath', 'pathlib.WindowsPath', 'pathlib.PurePosixPath', 'pathlib.PureWindowsPath', 'pathlib.Path', 'pathlib._local.PosixPath',
  'torch.Size', 'torch.device', 'torch.dtype', 'torch.Tensor', 'torch.serialization._get_layout', 'torch._utils._rebuild_tensor', 'torch._utils._rebuild_tensor_v2', 'torch._utils._rebuild_tensor_v3',
  'torch._utils._rebuild_parameter', 'torch._utils._rebuild_parameter_with_state', 'torch._utils._rebuild_qtensor', 'torch._utils._rebuild_sparse_tensor', 'torch._utils._rebuild_meta_tensor_no_storage',
  'torch._utils._rebuild_device_tensor_from_numpy', 'torch._utils._rebuild_wrapper_subclass', 'torch._tensor._rebuild_from_type_v2', 'torch._tensor._rebuild_from_type', 'torch.nn.parameter.Parameter', 'torch.nn.parameter.Buffer',
  'torch.nn.parameter.UninitializedParameter', 'torch._C._nn.gelu', 'torch.jit._pickle.build_intlist', 'torch.jit._pickle.build_doublelist', 'torch.jit._pickle.build_boollist', 'torch.jit._pickle.build_tensorlist', 'torch.jit._pickle.build_tensor_from_id', 'torch.jit._pickle.restore_type_tag',
  'torch.storage.TypedStorage', 'torch.storage.UntypedStorage', 'torch.storage._TypedStorage', 'torch.storage._UntypedStorage',
  'numpy.dtype', 'numpy.ndarray', 'numpy.core.multiarray._reconstruct', 'numpy.core.multiarray.scalar', 'numpy._core.multiarray._reconstruct', 'numpy._core.multiarray.scalar', 'numpy.core.numeric._frombuffer', 'numpy._core.numeric._frombuffer',
  'numpy.random._pickle.__randomstate_ctor', 'numpy.random._pickle.__generator_ctor', 'numpy.random._pickle.__bit_generator_ctor', 'numpy.ma.core._mareconstruct', 'numpy.random._mt19937.MT19937', 'numpy.random._pcg64.PCG64', 'numpy.random.bit_generator.SeedSequence',
  'joblib.numpy_pickle.NumpyArrayWrapper', 'joblib.numpy_pickle.NDArrayWrapper',
  'sklearn._loss.link.Interval', 'sklearn.metrics._dist_metrics.newObj', 'sklearn.neighbors._kd_tree.newObj', 'sklearn.neighbors._ball_tree.newObj', 'sklearn._loss._loss.__pyx_unpickle_CyHalfBinomialLoss', 'sklearn._loss._loss.__pyx_unpickle_CyHalfMultinomialLoss', 'sklearn._loss._loss.__pyx_unpickle_CyHalfSquaredError',
]);

/** Classes and types of libraries whose own pickling is known; never their functions, whose names begin in lower case. */
const CLEAN_CLASSES = [
  /^torch\.(Float|Double|Half|BFloat16|Long|Int|Short|Char|Byte|Bool|ComplexFloat|ComplexDouble|QInt8|QUInt8|QInt32|Untyped|Typed)Storage$/,
  /^torch\.cuda\.(Float|Double|Half|BFloat16|Long|Int|Short|Char|Byte|Bool)Storage$/,
  /^torch\.(float(16|32|64)|bfloat16|half|double|u?int(8|16|32|64)|bool|complex(32|64|128)|long|short|int|float|q(u?int8|int32)|float8_\w+)$/,
  /^torch\.nn\.(modules|quantized|quantizable|intrinsic)(\.\w+)*\.[A-Z]\w*$/,
  /^torch\.optim(\.\w+)*\.[A-Z]\w*$/,
  /^numpy\.(dtypes\.[A-Z]\w*|u?int(8|16|32|64)|float(16|32|64)|bool_?|complex(64|128)|str_|bytes_|intc|intp|longlong|void)$/,
  /^sklearn(\.\w+)*\.[A-Z]\w*$/,
  /^scipy\.sparse(\.\w+)*\.\w+_(matrix|array)$/,
  /^(xgboost|lightgbm)(\.\w+)*\.[A-Z]\w*$/,
];

/** Why a module or name is held to be dangerous, for the sentence about it. */
export function harmOf(module: string): string {
  const top = module.split('.')[0] ?? '';
  if (/^(os|nt|posix|subprocess|_posixsubprocess|pty|commands|popen2|multiprocessing|runpy|asyncio|pexpect)$/.test(top)) return 'can run any program on the computer';
  if (/^(socket|_socket|ssl|http|httplib|urllib\d?|requests|aiohttp|httpx|ftplib|smtplib|poplib|imaplib|telnetlib|nntplib|xmlrpc|socketserver|SocketServer|paramiko|webbrowser)$/.test(top)) return 'can talk to the network';
  if (/^(shutil|zipfile|tarfile|tempfile|glob|fileinput|io|_io|shelve|dbm|linecache)$/.test(top)) return 'can read, write or delete files';
  return 'can run code of its own';
}

function isDangerousModule(module: string): boolean {
  return DANGEROUS_MODULES.has(module.split('.')[0] ?? '') || DANGEROUS_NAMES.has(module);
}

/** How dangerous it is to import `name` of `module` and call it. A dotted name goes through other modules on its way. */
export function judgeImport(module: string, name: string): SafetyLevel {
  const full = `${module}.${name}`;
  if (CLEAN_NAMES.has(full)) return 'clean';
  if (isDangerousModule(module) || DANGEROUS_NAMES.has(full)) return 'dangerous';
  const steps = name.split('.');
  if (steps.some((step) => DANGEROUS_MODULES.has(step) || DANGEROUS_NAMES.has(`builtins.${step}`) || step === 'system' || step === 'popen')) return 'dangerous';
  if (SUSPICIOUS_NAMES.has(full) || steps.length > 1 || name.startsWith('__')) return 'suspicious';
  return CLEAN_CLASSES.some((pattern) => pattern.test(full)) ? 'clean' : 'unknown';
}
