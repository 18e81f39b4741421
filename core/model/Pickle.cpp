// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Pickle.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <stdexcept>
#include <unordered_map>

namespace studio::model {
namespace {

class Reader {
public:
    explicit Reader(std::string_view bytes)
        : m_rest(bytes)
    {
    }

    Pickled run()
    {
        for (char opcode = take<char>(); opcode != '.'; opcode = take<char>())
            step(opcode);
        return pop();
    }

private:
    void step(char opcode)
    {
        switch (opcode) {
        case '\x80': take<uint8_t>(); break; // PROTO
        case '(': m_marks.push_back(m_stack.size()); break;
        case 'N': push(std::monostate{}); break;
        case '\x88': push(true); break;
        case '\x89': push(false); break;
        case 'J': push(int64_t{take<int32_t>()}); break;
        case 'K': push(int64_t{take<uint8_t>()}); break;
        case 'M': push(int64_t{take<uint16_t>()}); break;
        case '\x8a': push(takeLong()); break;
        case 'G': push(std::bit_cast<double>(__builtin_bswap64(take<uint64_t>()))); break;
        case 'X': push(std::string(takeBytes(take<uint32_t>()))); break;
        case 'c': push(takeGlobal()); break;
        case '}': push(std::make_shared<Pickled::Dict>()); break;
        case ']':
        case ')': push(std::make_shared<Pickled::Sequence>()); break;
        case 't': push(sequence(popToMark())); break;
        case '\x85': push(sequence(popLast(1))); break;
        case '\x86': push(sequence(popLast(2))); break;
        case '\x87': push(sequence(popLast(3))); break;
        case 'a': append(popLast(1)); break;
        case 'e': append(popToMark()); break;
        case 's': setItems(popLast(2)); break;
        case 'u': setItems(popToMark()); break;
        case 'R': call(); break;
        case 'b': pop(); break; // BUILD: attributes such as _metadata, which no tensor needs.
        case 'Q': push(std::make_shared<Pickled::Reference>(Pickled::Reference{pop()})); break;
        case 'q': m_memo[take<uint8_t>()] = top(); break;
        case 'r': m_memo[take<uint32_t>()] = top(); break;
        case 'h': m_stack.push_back(m_memo.at(take<uint8_t>())); break;
        case 'j': m_stack.push_back(m_memo.at(take<uint32_t>())); break;
        default: throw std::runtime_error("pickle: unknown opcode " + std::to_string(static_cast<uint8_t>(opcode)));
        }
    }

    std::string_view takeBytes(size_t count)
    {
        if (count > m_rest.size())
            throw std::runtime_error("pickle: cut off");
        const std::string_view taken = m_rest.substr(0, count);
        m_rest.remove_prefix(count);
        return taken;
    }

    template<typename T>
    T take()
    {
        T value;
        std::memcpy(&value, takeBytes(sizeof(T)).data(), sizeof(T));
        return value;
    }

    int64_t takeLong()
    {
        const std::string_view bytes = takeBytes(take<uint8_t>());
        if (bytes.size() > sizeof(int64_t))
            throw std::runtime_error("pickle: an integer above 64 bits");
        int64_t value = !bytes.empty() && bytes.back() < 0 ? -1 : 0;
        std::memcpy(&value, bytes.data(), bytes.size());
        return value;
    }

    std::string_view takeLine()
    {
        const std::string_view line = takeBytes(std::min(m_rest.find('\n'), m_rest.size()));
        takeBytes(1);
        return line;
    }

    Pickled::Global takeGlobal()
    {
        const std::string_view module = takeLine();
        const std::string_view name = takeLine();
        return {std::string(module) + '.' + std::string(name)};
    }

    template<typename T>
    void push(T value)
    {
        m_stack.push_back({std::move(value)});
    }

    Pickled& top()
    {
        if (m_stack.empty())
            throw std::runtime_error("pickle: empty stack");
        return m_stack.back();
    }

    Pickled pop() { return std::move(popLast(1).front()); }

    std::vector<Pickled> popLast(size_t count)
    {
        if (count > m_stack.size())
            throw std::runtime_error("pickle: empty stack");
        const auto begin = m_stack.end() - static_cast<ptrdiff_t>(count);
        std::vector<Pickled> values(std::make_move_iterator(begin), std::make_move_iterator(m_stack.end()));
        m_stack.erase(begin, m_stack.end());
        return values;
    }

    std::vector<Pickled> popToMark()
    {
        if (m_marks.empty() || m_marks.back() > m_stack.size())
            throw std::runtime_error("pickle: no mark");
        const size_t mark = m_marks.back();
        m_marks.pop_back();
        return popLast(m_stack.size() - mark);
    }

    static std::shared_ptr<Pickled::Sequence> sequence(std::vector<Pickled> items)
    {
        return std::make_shared<Pickled::Sequence>(Pickled::Sequence{std::move(items)});
    }

    void append(std::vector<Pickled> items)
    {
        auto& list = *std::get<std::shared_ptr<Pickled::Sequence>>(top().value);
        list.items.insert(list.items.end(), std::make_move_iterator(items.begin()),
                          std::make_move_iterator(items.end()));
    }

    void setItems(std::vector<Pickled> pairs)
    {
        auto* const call = std::get_if<std::shared_ptr<Pickled::Call>>(&top().value);
        auto& dict = call ? (*call)->items : *std::get<std::shared_ptr<Pickled::Dict>>(top().value);
        for (size_t i = 0; i + 1 < pairs.size(); i += 2)
            dict.items.emplace_back(std::move(pairs[i]), std::move(pairs[i + 1]));
    }

    void call()
    {
        std::vector<Pickled> parts = popLast(2);
        push(std::make_shared<Pickled::Call>(Pickled::Call{std::move(parts[0]), std::move(parts[1]), {}}));
    }

    std::string_view m_rest;
    std::vector<Pickled> m_stack;
    std::vector<size_t> m_marks;
    std::unordered_map<uint32_t, Pickled> m_memo;
};

} // namespace

Pickled readPickle(std::string_view bytes)
{
    return Reader(bytes).run();
}

} // namespace studio::model
