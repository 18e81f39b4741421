// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace studio::model {

// Base of visitors of weights structs: the dotted name of the visited part.
class TensorNames {
public:
    // Adds a prefix to all names during its lifetime: "blocks", then "3", gives "blocks.3.".
    class Scope {
    public:
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;
        ~Scope() { m_names.m_prefix.resize(m_length); }

    private:
        friend class TensorNames;
        Scope(TensorNames& names, size_t length)
            : m_names(names)
            , m_length(length)
        {
        }
        TensorNames& m_names;
        size_t m_length;
    };
    [[nodiscard]] Scope scope(std::string_view name)
    {
        const size_t length = m_prefix.size();
        m_prefix.append(name).append(1, '.');
        return {*this, length};
    }
    [[nodiscard]] Scope scope(int64_t index) { return scope(std::to_string(index)); }

protected:
    // From the root of the checkpoint: "blocks.3.norm3.weight".
    [[nodiscard]] std::string whole(std::string_view name) const { return m_prefix + std::string(name); }

private:
    std::string m_prefix;
};

} // namespace studio::model
