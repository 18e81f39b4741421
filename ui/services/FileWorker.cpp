// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/FileWorker.h"

namespace studio::ui {

FileWorker::FileWorker(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

FileWorker::~FileWorker()
{
    waitForDone();
}

void FileWorker::waitForDone()
{
    m_pool.waitForDone();
}

} // namespace studio::ui
