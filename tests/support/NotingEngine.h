// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/FilmEngine.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace studio::test {

// The last film that an engine was to make.
struct LastFilm {
    std::vector<Turn> turns;
    std::optional<int64_t> branchBlock; // unset if it takes over no blocks of a parent
};

// The real engine, which notes its orders. Between two films nobody but the test looks at them.
class NotingEngine : public jobs::FilmEngine {
public:
    explicit NotingEngine(std::shared_ptr<LastFilm> last)
        : m_last(std::move(last))
    {
    }
    Status make(const jobs::ModelPlaces& places, const std::string& model, const jobs::FilmOrder& order,
                const jobs::FilmListener& listener, jobs::FilmReport& report, std::stop_token stop) override
    {
        m_last->turns = order.spec.turns;
        const jobs::FilmParent& parent = order.journal.parent;
        m_last->branchBlock = parent.journal ? std::optional(parent.block) : std::nullopt;
        return m_real->make(places, model, order, listener, report, std::move(stop));
    }

private:
    std::shared_ptr<LastFilm> m_last;
    std::unique_ptr<jobs::FilmEngine> m_real = jobs::makeAvatarEngine();
};

} // namespace studio::test
