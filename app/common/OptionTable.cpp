// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/OptionTable.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <sstream>

namespace studio::options {
namespace {

constexpr const char* kHelp = "-h,--help";
constexpr const char* kVersion = "--version";
constexpr size_t kNameColumn = 30;
constexpr size_t kHelpColumn = 74;

// Carries a reader's error through CLI11.
struct Refused {
    Error error;
};

// "--lora_path,--lora-path": CLI11 can ignore "_", but can't accept "-" in its place.
std::string spellings(const std::string& name)
{
    std::vector<std::string> all{"--" + name};
    for (size_t at = name.find('_'); at != std::string::npos; at = name.find('_', at + 1)) {
        for (size_t i = 0, count = all.size(); i < count; ++i) {
            std::string other = all[i];
            other[at + 2] = '-';
            all.push_back(std::move(other));
        }
    }
    return CLI::detail::join(all, ",");
}

void addOption(CLI::App& app, const Group& group, const Option& option)
{
    const auto read = [&option](const CLI::results_t& values) {
        if (const Status done = option.read(values.front()); !done)
            throw Refused{{done.error().code, std::string("--") + option.name, done.error().detail}};
        return true;
    };
    CLI::Option* const added
        = app.add_option(spellings(option.name), CLI::callback_t(read), option.help ? option.help : "");
    added->group(option.help ? group.title : "")->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    added->trigger_on_parse();
    if (option.value)
        added->option_text(option.value);
    else
        added->expected(0, 1)->default_str("True");
}

void addTable(CLI::App& app, const std::vector<Group>& table)
{
    app.set_help_flag();
    app.allow_extras();
    for (const Group& group : table) {
        for (const Option& option : group.options)
            addOption(app, group, option);
    }
    // As our own options they end the parsing at their position; CLI11's would run after all readers.
    app.add_flag_function(
           kHelp, [](int64_t) { throw CLI::CallForHelp(); }, "this text")
        ->trigger_on_parse();
    app.add_flag_function(
           kVersion, [](int64_t) { throw CLI::CallForVersion(); }, "version and libraries")
        ->trigger_on_parse();
    for (const char* name : {"--help", kVersion})
        app.get_option(name)->group("Others");
}

// CLI11 takes words in reverse order. Splits "--name=", for which CLI11 would take the next word as the value.
std::vector<std::string> reversed(const std::vector<std::string>& words)
{
    std::vector<std::string> all;
    for (const std::string& word : words) {
        if (word.starts_with("--") && word.find('=') + 1 == word.size()) {
            all.push_back(word.substr(0, word.size() - 1));
            all.emplace_back();
        } else {
            all.push_back(word);
        }
    }
    std::reverse(all.begin(), all.end());
    return all;
}

Error unexpected(const std::string& word)
{
    if (!word.starts_with("--"))
        return {ErrorCode::BadOption, word, "a flag beginning with -- was expected here"};
    return {ErrorCode::BadOption, word.substr(0, word.find('=')), "there is no such flag; --help lists them all"};
}

// Lists an option by its own name only, breaks long lines, and leaves one empty line between groups.
class HelpFormatter : public CLI::Formatter {
public:
    HelpFormatter() { column_width(kNameColumn); }

    std::string make_usage(const CLI::App*, std::string) const override { return {}; }
    std::string make_group(std::string title, bool isPositional, std::vector<const CLI::Option*> all) const override
    {
        const std::string text = CLI::Formatter::make_group(std::move(title), isPositional, std::move(all));
        return text.substr(text.find_first_not_of('\n'));
    }
    std::string make_option_name(const CLI::Option* option, bool) const override
    {
        const std::string name = "--" + option->get_lnames().front();
        return option->get_snames().empty() ? name : "-" + option->get_snames().front() + ", " + name;
    }
    std::string make_option_opts(const CLI::Option* option) const override
    {
        return option->get_option_text().empty() ? std::string() : " " + option->get_option_text();
    }
    std::string make_option_desc(const CLI::Option* option) const override
    {
        std::istringstream words(option->get_description());
        std::string text;
        size_t length = 0;
        for (std::string word; words >> word; length += word.size() + 1) {
            if (length > 0 && length + word.size() > kHelpColumn) {
                text += '\n';
                length = 0;
            } else if (length > 0) {
                text += ' ';
            }
            text += word;
        }
        return text;
    }
};

} // namespace

Result<Parsed> parse(const std::vector<Group>& table, const std::vector<std::string>& words)
{
    CLI::App app;
    addTable(app, table);
    Parsed parsed;
    try {
        std::vector<std::string> all = reversed(words);
        app.parse(all);
    } catch (const CLI::CallForHelp&) {
        parsed.asked = Asked::Help;
        return parsed;
    } catch (const CLI::CallForVersion&) {
        parsed.asked = Asked::Version;
        return parsed;
    } catch (const Refused& refused) {
        return refused.error;
    } catch (const CLI::ArgumentMismatch&) { // Only the last option can lack its value.
        return Error{ErrorCode::BadOption, words.back(), "a value is missing behind it"};
    } catch (const CLI::ParseError& error) {
        return Error{ErrorCode::BadOption, {}, error.what()};
    }
    if (const std::vector<std::string> rest = app.remaining(); !rest.empty())
        return unexpected(rest.front());
    for (const Group& group : table) {
        for (const Option& option : group.options) {
            if (app.count(std::string("--") + option.name) > 0)
                parsed.given.insert(option.name);
        }
    }
    return parsed;
}

std::string helpText(const std::vector<Group>& table, const std::string& heading, const std::string& ending)
{
    CLI::App app(heading + "\n");
    addTable(app, table);
    app.formatter(std::make_shared<HelpFormatter>());
    app.footer(ending);
    return app.help();
}

} // namespace studio::options
