import { wordsOf } from "./tool-name.js";

/**
 * What the tools of known agents and of the reference MCP servers do, by their names in the form
 * `read_file`. Sources: the tool definitions of Claude Code, Codex CLI, Gemini CLI, Cursor, VS
 * Code, Cline and OpenAI's hosted tools, and of github.com/modelcontextprotocol/servers.
 */
export type Profile =
  | "reads-files"
  | "searches-files"
  | "writes-files"
  | "moves-files"
  | "copies-files"
  | "edits-by-command"
  | "patches"
  | "runs-shell"
  | "runs-code"
  | "fetches"
  | "requests"
  | "asks-the-web"
  | "touches-nothing"
  | "keeps-notes"
  | "reads-notes"
  | "reads-git"
  | "changes-git"
  | "changes-work-tree"
  | "reads-page"
  | "changes-page"
  | "reads-processes"
  | "changes-processes"
  | "delegates";

const NAMES: Readonly<Record<Profile, string>> = {
  "reads-files": `read read_file read_text_file read_media_file read_multiple_files read_many_files
    view view_file view_image notebook_read read_notebook get_file_info ls list list_dir
    list_directory list_directory_with_sizes directory_tree list_files list_folder tree file_read
    get_errors open_file_read cat_file stat_file get_file`,
  "searches-files": `glob grep search_files find_files file_search glob_file_search grep_search
    search_file_content codebase_search semantic_search code_search ripgrep search_dir
    list_code_definition_names list_code_usages search_directory grep_files`,
  "writes-files": `write write_file edit edit_file multi_edit replace replace_in_file write_to_file
    str_replace notebook_edit edit_notebook edit_notebook_file create_file insert_edit_into_file
    search_replace delete_file remove_file create_directory make_directory mkdir append_file
    append_to_file insert_content delete_directory remove_directory touch_file create_new_file
    create_new_jupyter_notebook truncate_file chmod file_write overwrite_file`,
  "moves-files": "move_file rename_file move move_directory rename_directory",
  "copies-files": "copy_file copy_directory",
  "edits-by-command": "str_replace_editor str_replace_based_edit_tool text_editor memory",
  patches: "apply_patch apply_diff patch_file",
  "runs-shell": `bash shell exec_command local_shell run_shell_command run_terminal_cmd
    run_terminal_command run_in_terminal execute_command run_command terminal container_exec exec
    shell_command unified_exec execute_bash sh zsh execute_shell`,
  "runs-code": `python execute_python code_interpreter run_code execute_code javascript_tool repl
    js_repl ipython jupyter_execute run_python execute_javascript`,
  fetches: "web_fetch fetch fetch_url read_url fetch_webpage open_url get_url",
  requests: "http_request http make_request send_request api_request request curl rest_request",
  "asks-the-web": "web_search google_web_search search_web web_search_call brave_web_search",
  "touches-nothing": `sleep wait think echo get_current_time convert_time get_sum get_tiny_image
    tool_search list_mcp_resources list_mcp_resource_templates current_time get_time calculator`,
  "keeps-notes": `todo_write update_plan write_todos todo sequentialthinking enter_plan_mode
    exit_plan_mode update_todo_list ask_user_question save_memory`,
  "reads-notes": "todo_read read_todos",
  "reads-git": `git_status git_diff git_diff_unstaged git_diff_staged git_log git_show
    git_blame`,
  "changes-git":
    "git_commit git_add git_create_branch git_reset git_init git_tag git_push git_fetch",
  "changes-work-tree": `git_checkout git_merge git_rebase git_pull git_stash git_cherry_pick
    git_revert git_restore git_switch git_apply git_clone`,
  "reads-page": `browser_snapshot browser_console_messages browser_network_requests
    browser_tab_list`,
  "changes-page": `browser_navigate browser_navigate_back browser_navigate_forward browser_click
    browser_type browser_press_key browser_hover browser_drag browser_select_option browser_tabs
    browser_fill_form browser_file_upload browser_handle_dialog browser_close browser_resize
    browser_tab_new browser_tab_select browser_tab_close browser_take_screenshot browser_evaluate
    puppeteer_navigate puppeteer_click puppeteer_fill puppeteer_select puppeteer_hover
    puppeteer_evaluate puppeteer_screenshot`,
  "reads-processes": "bash_output task_output read_terminal get_terminal_output list_processes",
  "changes-processes": "kill_shell kill_bash kill_process task_stop stop_process",
  delegates: `task agent spawn_agent new_task dispatch_agent run_subagent send_input write_stdin
    use_mcp_tool browser_action computer computer_use skill slash_command`,
};

const BY_NAME: ReadonlyMap<string, Profile> = new Map(
  Object.entries(NAMES).flatMap(([profile, names]) =>
    names.split(/\s+/).map((name): [string, Profile] => [name, profile as Profile]),
  ),
);

/** The profile of a tool by its name in any spelling: `MultiEdit`, `multi-edit`, `multi_edit`. */
export function profileOf(tool: string): Profile | undefined {
  return BY_NAME.get(wordsOf(tool).join("_"));
}
