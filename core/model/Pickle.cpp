// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Pickle.h"

#include <algorithm>
#include <bit>
#include <cctype>
#include <cstddef>
#include <cstring>
#include <limits>
#include <string>
#include <unordered_map>

namespace studio::model {
namespace {

// A tensor of a state dict takes about thirty values; the real text encoder has 242 tensors.
constexpr size_t kMaxValues = 2'000'000;

[[noreturn]] void fail(std::string what)
{
    throw Error{ErrorCode::CheckpointDamaged, {}, "pickle: " + std::move(what)};
}

[[noreturn]] void refuse(std::string what)
{
    throw Error{ErrorCode::PickleUnsafe, {}, std::move(what)};
}

// Escapes untrusted bytes for a line of the log.
std::string printable(std::string_view text)
{
    std::string shown(text.substr(0, 200));
    std::replace_if(
        shown.begin(), shown.end(), [](unsigned char c) { return !std::isprint(c); }, '?');
    return shown;
}

class Reader {
public:
    using Node = Pickled::Node;
    using Kind = Node::Kind;

    Reader(std::string_view bytes, const GlobalNames& allowed)
        : m_rest(bytes)
        , m_allowed(allowed)
    {
    }

    Pickle run()
    {
        for (char opcode = take<char>(); opcode != '.'; opcode = take<char>())
            step(static_cast<unsigned char>(opcode));
        m_pickle.root = pop();
        return std::move(m_pickle);
    }

private:
    void step(unsigned opcode)
    {
        switch (opcode) {
        case 0x80: // PROTO
            if (take<uint8_t>() > 5)
                fail("a protocol above 5");
            break;
        case 0x95: // FRAME
            if (take<uint64_t>() > m_rest.size())
                fail("cut off");
            break;
        case '(': count(), m_marks.push_back(m_stack.size()); break;
        case '0': popValueOrMark(); break;
        case '1': popToMark(); break;
        case '2': push(top()); break;

        case 'N': push({}); break;
        case 0x88: push({true}); break;
        case 0x89: push({false}); break;
        case 'J': push({int64_t{take<int32_t>()}}); break;
        case 'K': push({int64_t{take<uint8_t>()}}); break;
        case 'M': push({int64_t{take<uint16_t>()}}); break;
        case 0x8a: push({takeLong(take<uint8_t>())}); break;
        case 0x8b: push({takeLong(take<uint32_t>())}); break;
        case 'G': push({std::bit_cast<double>(__builtin_bswap64(take<uint64_t>()))}); break;
        case 'X': // BINUNICODE, BINSTRING, BINBYTES and their short and long forms
        case 'T':
        case 'B': push({takeBytes(take<uint32_t>())}); break;
        case 'U':
        case 'C':
        case 0x8c: push({takeBytes(take<uint8_t>())}); break;
        case 0x8d:
        case 0x8e: push({takeBytes(take<uint64_t>())}); break;

        case '}': push(node(Kind::Dict)); break;
        case ']':
        case ')': push(node(Kind::Sequence)); break;
        case 't':
        case 'l': push(node(Kind::Sequence, popToMark())); break;
        case 'd': push(node(Kind::Dict, pairs(popToMark()))); break;
        case 0x85: push(node(Kind::Sequence, popLast(1))); break;
        case 0x86: push(node(Kind::Sequence, popLast(2))); break;
        case 0x87: push(node(Kind::Sequence, popLast(3))); break;
        case 'a': append(popLast(1)); break;
        case 'e': append(popToMark()); break;
        case 's': setItems(popLast(2)); break;
        case 'u': setItems(pairs(popToMark())); break;

        case 'c': takeGlobal(); break;
        case 0x93: pushStackGlobal(); break;
        case 'R':
        case 0x81: call(popLast(2)); break; // NEWOBJ is cls(*arguments), too.
        case 'i': takeGlobal(), refuse("the pickle makes an instance of an old-style class");
        case 'o': // OBJ
        case 0x92: // NEWOBJ_EX
            refuse("the pickle makes an object in a way that torch.save() does not");
        case 0x82:
        case 0x83:
        case 0x84: refuse("the pickle asks for a global by its number in the extension registry");
        case 'b': pop(), top(); break; // BUILD: attributes such as _metadata, which no tensor needs.
        case 'Q': pushReference(); break;

        case 'q': remember(take<uint8_t>()); break;
        case 'r': remember(take<uint32_t>()); break;
        case 0x94: remember(static_cast<uint32_t>(m_memo.size())); break; // MEMOIZE
        case 'h': recall(take<uint8_t>()); break;
        case 'j': recall(take<uint32_t>()); break;
        default: fail("the opcode " + std::to_string(opcode) + ", which torch.save() does not write");
        }
    }

    std::string_view takeBytes(uint64_t size)
    {
        if (size > m_rest.size())
            fail("cut off");
        const std::string_view taken = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return taken;
    }

    template<typename T>
    T take()
    {
        T value;
        std::memcpy(&value, takeBytes(sizeof(T)).data(), sizeof(T));
        return value;
    }

    int64_t takeLong(uint64_t size)
    {
        const std::string_view bytes = takeBytes(size);
        if (bytes.size() > sizeof(int64_t))
            fail("an integer above 64 bits");
        int64_t value = !bytes.empty() && static_cast<signed char>(bytes.back()) < 0 ? -1 : 0;
        std::memcpy(&value, bytes.data(), bytes.size());
        return value;
    }

    std::string_view takeLine()
    {
        // Without a line break npos exceeds the rest, which is an error.
        const std::string_view line = takeBytes(m_rest.find('\n'));
        takeBytes(1);
        return line;
    }

    // Counts every value that is created or memoised, which bounds memory and time.
    void count()
    {
        if (++m_values > kMaxValues)
            fail("more values than a state dict has");
    }

    void push(Pickled value)
    {
        count();
        m_stack.push_back(value);
    }

    // Values on the stack above the innermost mark.
    [[nodiscard]] size_t available() const { return m_stack.size() - (m_marks.empty() ? 0 : m_marks.back()); }

    Pickled& top()
    {
        if (available() == 0)
            fail("empty stack");
        return m_stack.back();
    }

    Pickled pop() { return popLast(1).front(); }

    std::vector<Pickled> popLast(size_t size)
    {
        if (size > available())
            fail("empty stack");
        const auto begin = m_stack.end() - static_cast<std::ptrdiff_t>(size);
        std::vector<Pickled> values(begin, m_stack.end());
        m_stack.erase(begin, m_stack.end());
        return values;
    }

    std::vector<Pickled> popToMark()
    {
        if (m_marks.empty())
            fail("no mark");
        std::vector<Pickled> values = popLast(available());
        m_marks.pop_back();
        return values;
    }

    void popValueOrMark()
    {
        if (available() == 0 && !m_marks.empty())
            m_marks.pop_back();
        else
            pop();
    }

    static std::vector<Pickled> pairs(std::vector<Pickled> values)
    {
        if (values.size() % 2 != 0)
            fail("a key without a value");
        return values;
    }

    Pickled node(Kind kind, std::vector<Pickled> items = {})
    {
        m_pickle.nodes.push_back({.kind = kind, .head = {}, .arguments = {}, .items = std::move(items)});
        return {&m_pickle.nodes.back()};
    }

    // The node on top of the stack, mutable. This reader owns all nodes; others get them as const.
    Node& topNode()
    {
        const auto* const found = std::get_if<const Node*>(&top().value);
        if (!found)
            fail("an item for what is no container");
        return const_cast<Node&>(**found);
    }

    void append(const std::vector<Pickled>& items)
    {
        Node& list = topNode();
        if (list.kind != Kind::Sequence)
            fail("an element for what is no list");
        for (const Pickled& item : items)
            count(), list.items.push_back(item);
    }

    void setItems(const std::vector<Pickled>& items)
    {
        Node& dict = topNode();
        if (dict.kind != Kind::Dict && dict.kind != Kind::Call)
            fail("a key for what is no dictionary");
        for (const Pickled& item : items)
            count(), dict.items.push_back(item);
    }

    void pushGlobal(std::string_view module, std::string_view name)
    {
        const std::string whole = std::string(module.substr(0, 200)) + '.' + std::string(name.substr(0, 200));
        const auto found = m_allowed.find(whole);
        if (found == m_allowed.end())
            refuse("the pickle asks for " + printable(whole)
                   + ", which is not one of the few things a checkpoint needs");
        push({Pickled::Global{*found}});
    }

    void takeGlobal()
    {
        const std::string_view module = takeLine();
        pushGlobal(module, takeLine());
    }

    void pushStackGlobal()
    {
        const std::vector<Pickled> names = popLast(2);
        const auto* const module = std::get_if<std::string_view>(&names[0].value);
        const auto* const name = std::get_if<std::string_view>(&names[1].value);
        if (!module || !name)
            fail("a global whose name is no text");
        pushGlobal(*module, *name);
    }

    void call(const std::vector<Pickled>& parts)
    {
        if (!std::holds_alternative<Pickled::Global>(parts[0].value))
            refuse("the pickle calls something that is no global");
        const Pickled made = node(Kind::Call);
        m_pickle.nodes.back().head = parts[0];
        m_pickle.nodes.back().arguments = parts[1];
        push(made);
    }

    void pushReference()
    {
        const Pickled id = pop();
        const Pickled made = node(Kind::Reference);
        m_pickle.nodes.back().head = id;
        push(made);
    }

    void remember(uint32_t index)
    {
        count();
        m_memo.insert_or_assign(index, top());
    }

    void recall(uint32_t index)
    {
        const auto found = m_memo.find(index);
        if (found == m_memo.end())
            fail("a memo that was never written");
        push(found->second);
    }

    std::string_view m_rest;
    const GlobalNames& m_allowed;
    Pickle m_pickle;
    std::vector<Pickled> m_stack;
    std::vector<size_t> m_marks;
    std::unordered_map<uint32_t, Pickled> m_memo;
    size_t m_values = 0;
};

} // namespace

Result<Pickle> readPickle(std::string_view bytes, const GlobalNames& allowed)
{
    try {
        return Reader(bytes, allowed).run();
    } catch (const Error& error) {
        return error;
    }
}

} // namespace studio::model
