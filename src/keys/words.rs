//! Words that say what code may do, and where a project is configured.

/// Where pytest, its plugins and coverage.py are configured.
pub(super) const CONFIGURATION: [&str; 9] = [
    "pytest.ini",
    ".pytest.ini",
    "pytest.toml",
    ".pytest.toml",
    "pyproject.toml",
    "tox.ini",
    "setup.cfg",
    ".coveragerc",
    ".coveragerc.toml",
];
/// What the interpreter and its libraries ask for without Python code.
pub(super) const VARIABLES: [&str; 10] = [
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_CTYPE",
    "LC_NUMERIC",
    "LC_TIME",
    "TZ",
    "PYTEST_ADDOPTS",
    "PYTEST_PLUGINS",
    "PYTHONPATH",
];
/// Of a shell, a session or a job: no part of "all variables".
pub(super) const VOLATILE: [&str; 12] = [
    "PWD",
    "OLDPWD",
    "SHLVL",
    "_",
    "WINDOWID",
    "COLUMNS",
    "LINES",
    "TERM",
    "TERM_SESSION_ID",
    "SSH_CLIENT",
    "SSH_CONNECTION",
    "SSH_TTY",
];
/// Who mentions one of these may see where code stands, or its text.
pub(super) const TEXTUAL: [&str; 18] = [
    "f_lineno",
    "tb_lineno",
    "lineno",
    "co_firstlineno",
    "co_lines",
    "co_positions",
    "getsource",
    "getsourcelines",
    "findsource",
    "getsourcefile",
    "linecache",
    "extract_stack",
    "extract_tb",
    "format_exc",
    "format_exception",
    "format_stack",
    "print_exc",
    "getframeinfo",
];
/// Who mentions one of these may look at files,
pub(super) const FILES: [&str; 22] = [
    "open",
    "read_text",
    "read_bytes",
    "exists",
    "isfile",
    "isdir",
    "is_file",
    "is_dir",
    "stat",
    "access",
    "listdir",
    "scandir",
    "iterdir",
    "walk",
    "glob",
    "rglob",
    "fileinput",
    "files",
    "get_data",
    "loadtxt",
    "read_csv",
    "connect",
];
/// and at environment variables.
pub(super) const ENVIRONMENT: [&str; 4] = ["environ", "environb", "getenv", "getenvb"];
/// Who mentions one of these may see what is in a function that does not run, or bring code into
/// the process that is not told from other code afterwards.
pub(super) const OPAQUE: [&str; 18] = [
    "__code__",
    "func_code",
    "co_code",
    "co_consts",
    "co_names",
    "dis",
    "marshal",
    "cloudpickle",
    "dill",
    "reload",
    "run_path",
    "run_module",
    "exec_module",
    "module_from_spec",
    "import_fresh_module",
    "pytester",
    "testdir",
    "setprofile",
];
/// The same for docstrings.
pub(super) const DOCUMENTARY: [&str; 6] =
    ["__doc__", "getdoc", "doctest", "doctest_modules", "testmod", "docopt"];
