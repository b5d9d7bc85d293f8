import type { CueTable } from "./cue-table.js";

export const AGENTIC_CONCURRENCY: CueTable = {
  reference: "agentic-concurrency",
  cues: {
    term: {
      6: `
        tool call*, tool calling, tool use, tool execution, parallel tool*, function calling,
        function calls + @llm, tool result*, sub agent*, subagent*, multi agent, multiagent,
        multiple agents, several agents, two agents, parallel agents, agents in parallel,
        agent swarm, swarm, agentic, ai agent*, llm agent*, coding agent*, agent team*,
        agent orchestrat*, agent workflow*, agent loop, agent run*, orchestrator worker*,
        supervisor agent, lead agent, git worktree*, worktree*, worktree per, agent per,
        agent session*, mcp server*, mcp, mcp tool*, mcp client, model context protocol,
        tool dispatcher, tool batch, batch tool, read only tool*, write tool*, destructive tool*,
        stateful tool*, mutating tool*, side effect* + tool*, human in the loop,
        agent + memory + shared, agent handoff, claude code, openai agents, dispatch + agent*,
        parallel llm calls, concurrent llm calls, parallel completions
      `,
      4: `
        @agent + @parallel, @agent + @tool, @agent + @collide, @agent + @file, @agent + @retry,
        @agent + @double, @agent + @limit, @agent + @lock, @agent + @same, @agent + @task,
        @agent + @cancel, @agent + @many, @agent + budget, @agent + spawn*, @agent + race,
        @agent + deadlock*, @agent + merge, @agent + state, @agent + read, @agent + @timeout,
        @agent + @two, @agent + @wait, @agent + @slow, @agent + results, @llm + @tool,
        @llm + @parallel, @tool + @parallel, @tool + @order, @tool + @retry, @tool + @timeout,
        @tool + @cancel, @tool + serializ*, @tool + read only, @tool + safe, @tool + turn,
        @tool + conflict*, @tool + classify, @llm + fan out, @llm + map reduce, @llm + @collide,
        @llm + @batch, tools + sequential*, fan out fan in, fan out and fan in, fan in,
        plan + execute, dependency graph + step*, dag, research + parallel, conversation + @hang,
        turn + @parallel, resume + agent, checkpoint*, approval, approve, worktree + branch,
        edit the same file, edits + same file, bash tool, edit tool, durable execution,
        @bot + @file, @bot + same, @bot + overwrit*, @bot + checkout, @bot + repo, @bot + coding,
        @bot + @parallel, @bot + @llm, @bot + spawn*, @bot + delegat*, @bot + work + hands,
        hands out work, hand out work, hands off, planner + @bot, planner, critic,
        reviewer + coder, talk to each other, bot loop*, one helper, helpers, several helpers,
        helper crashed, coding bot*, two copilots, copilots, separate checkout, own checkout,
        own copy of the repo, working copy, own branch, shared checkout, one checkout,
        same checkout, working tree, working directory, scratchpad, shared workspace,
        separate workspace, workspace per, isolated workspace, sandbox per, in one turn, one turn,
        single turn, same turn, look up several, lookups at once, model asks, model requested,
        model s requests, model wants, model calls, model called, model returned + calls,
        model + side by side, side by side, run together, assistant + twice,
        booked + twice + assistant, assistant + retry, assistant + plugin, plugin + @hang,
        plugin never, chat + plugin, plugin, plugins, spends too many tokens, too many tokens,
        token spend, token budget*, tokens + run, token limit + agents, cost limit, budget,
        max turns, max iterations, recursion limit, coordinator, coordinator + delegat*, delegates,
        delegation, delegate to, specialised, specialist, specialists, answers from helpers,
        random order + @llm, helper + order, merge results + @llm, merge the answers, todo file,
        shared notes, memory file, state file, state.md, agents.md, subtasks, sub tasks, sub task,
        shard* + agent*, jobs for agents, tools that mutate, mutate state, mutating tools,
        tools one by one, tools + one by one, @tool + state, @tool + mutat*, @tool + simultaneous*,
        @tool + concurrent*, @tool + sequence, @tool + results, tools + simultaneously,
        calls write and, write and bash, run already active, already active, subagents share,
        share context, context window, agents at once, agents at the same time, agents run,
        separate git branches, separate branches, coding agents, per session + mcp,
        api budget + @agent, turn loop, agent loop, run tools, running tools, run the tools,
        execute tools, tool executor, tool runner, tool scheduler, tool handler, tool output*,
        tool + fail*, tool errors, tool error, tool loop, racing on the same, agents racing,
        agents + ticket, waits for human, human input, human + approve, others continue,
        stop all subagents, sessions + git, concurrency safe, concurrency safe flag, safe flag,
        flag + tools, simultaneous llm, llm requests, planner executor, share scratchpad,
        after the turn, turn ended, parallel rag, rag, retrieval + @agent, shell commands + agent,
        commands from an agent, same tool in a loop, tool with side effects,
        tools with side effects, research agents, summary at the end, summarise + @parallel,
        different helpers, other helpers
      `,
      2: `
        @agent, llm, llms, gpt, claude, anthropic, orchestrat*, workflow, prompt*, conversation,
        turn, tool, tools, swarm, crew, fan out, model, chatbot, dispatch*, side effects, bots,
        @bot, turns, delegate, delegates, assistant, workspace, checkout + bot, autonomous
      `,
      1: "agents, ai, plan, step, steps, branch",
    },
    api: {
      6: `
        readOnlyHint, destructiveHint, idempotentHint, openWorldHint, parallel_tool_calls,
        disable_parallel_tool_use, tool_use, tool_result, tool_calls, langgraph, lang graph,
        langchain, lang chain, crewai, crew ai, autogen, auto gen, openai assistants, agents sdk,
        agent sdk, semantic kernel, llamaindex, llama index, pydantic ai, dspy, smolagents,
        vercel ai sdk, ai sdk, mastra, openhands, open hands, aider, devin, claude code, codex,
        cursor agent, copilot agent, gemini cli, temporal + agent, invalidupdateerror,
        invalid update error, create_react_agent, toolnode, tool node, send api, tool choice,
        function_call, notifications cancelled, tools/call
      `,
      4: `
        temporal, inngest, trigger dev, restate, airflow, prefect, step functions, reducer + state,
        annotated + reducer, runnableparallel, runnable parallel, abatch
      `,
    },
    symptom: {
      4: `
        agents overwrite, agents + overwrit*, overwrite each other s, each other s changes,
        each other s work, agents step on, agents + conflict*, agents + commit, too many agents,
        too many subagents, too many subtasks, spawns hundreds, same tool twice, tool + twice,
        tool + @hang, one tool + @fail, tool result missing, agent + stuck, agent + loop*
      `,
    },
    error: {
      6: `
        tool_use ids were found, without tool_result, tool_call_id,
        an assistant message with tool_calls must be followed, can receive only one value per step,
        concurrent graph update, invalid_concurrent_graph_update, thread already has an active run
      `,
    },
  },
};
