// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/telemetry/Telemetry.h"

#include <memory>
#include <string>

namespace studio::telemetry {

// A GPU as reported by the driver's management library. The library is opened at run time: nothing to link, and no
// error without a driver.
class Nvml {
public:
    // Opens `search.library` and fills in the rest of it. Null if there is no such GPU.
    static std::unique_ptr<Nvml> open(unsigned index, GpuSearch& search);
    ~Nvml();
    Nvml(const Nvml&) = delete;
    Nvml& operator=(const Nvml&) = delete;

    // Fills in the GPU's values, or why they are missing.
    void read(MachineSample& sample) const;

private:
    struct Functions;
    Nvml();

    std::unique_ptr<Functions> m_functions;
    void* m_device = nullptr;
};

} // namespace studio::telemetry
